// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>
#include <utility>
#include <vector>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// How the audioblocks element of every input is set up, checked against the element that is
/// installed before the first input is opened. What refuses returns "what is wrong; what to do".
class ElementSettings {
 public:
  /// Finds the element. Call it first; the rest is for after it succeeded.
  [[nodiscard]] std::string find_element();
  /// Takes the name of a preset. What else is set counts more, so call it before that.
  [[nodiscard]] std::string set_preset(const std::string& name);
  /// Takes a "PROPERTY=VALUE".
  [[nodiscard]] std::string set(const std::string& assignment);
  /// Takes the frequency of A4, in Hz.
  [[nodiscard]] std::string set_reference(const std::string& frequency);
  [[nodiscard]] std::string set_block_samples(int block_samples);
  /// For sources that go on whether their sound is taken or not: the element then decides what a
  /// full queue means.
  void set_source_may_be_live() { source_can_wait_ = false; }

  /// A new element, set up; floating.
  [[nodiscard]] GstElement* make_element() const;
  /// Caps that fix the size of a block, or any audio.
  [[nodiscard]] CapsPtr block_caps() const;
  /// Hz of A4.
  [[nodiscard]] double reference_frequency() const;

 private:
  void set_value(const GParamSpec& property, ValuePtr value);

  ObjectPtr<GstElement> element_;
  /// Empty: none.
  std::string preset_;
  std::vector<std::pair<std::string, ValuePtr>> values_;
  int block_samples_ = 0;
  bool source_can_wait_ = true;
};

}  // namespace audioblocks::tool
