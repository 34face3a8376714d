// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "src/base/buffer_constants.h"
#include "tests/fuzz/element/element_pads.h"
#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/metrics_reader.h"
#include "tests/fuzz/support/require.h"

/// Compares the element's counters with its input and output after each step.
class Books {
 public:
  Books(LifeKind kind, ElementPads& pads) : kind_(kind), pads_(pads) {}

  void end_step() { compare(); }

  /// A reset was asked for; it takes place at the next buffer.
  void reset_asked() {
    pads_.checker().counters_were_reset();
    resets_ = true;
  }

  void element_stops() {
    pads_.checker().stopped();
    pads_.checker().allow_missing(1);
    resets_ = false;
  }
  void element_started() { pads_.new_run(); }
  /// Checks the stopped element; releases all blocks.
  void close() {
    const MetricsReader now(pads_.element());
    REQUIRE(now["pool-outstanding"] == pads_.held_of_run());
    pads_.hold(0);
    const MetricsReader after(pads_.element());
    REQUIRE(after["memory-current"] == 0 && after["pool-outstanding"] == 0);
  }

 private:
  void compare() {
    const MetricsReader now(pads_.element());
    REQUIRE(now["memory-current"] <= now["memory-peak"]);
    REQUIRE(now["memory-peak"] <= audioblocks::BufferConstants::memory_limit);
    REQUIRE(now["allocations-steady"] == 0);
    if (GST_STATE(pads_.element()) <= GST_STATE_READY) return;
    compare_blocks(now);
    compare_samples(now);
  }

  void compare_blocks(const MetricsReader& now) const {
    const BlockChecker::Counts& seen = pads_.checker().counts();
    REQUIRE(now["blocks"] == seen.blocks);
    REQUIRE(now["samples-out"] == seen.samples);
    REQUIRE(now["samples-padded"] == seen.padded);
    REQUIRE(seen.gap <= now["gap-samples"] && now["gap-samples"] <= now["samples-in"]);
    if (!kind_.is_worker()) REQUIRE(now["blocks-analyzed"] == seen.analyzed);
    REQUIRE(now["blocks-analyzed"] + now["blocks-skipped"] <= seen.blocks);
  }

  /// All input has left, was dropped or discarded, or is in the current, incomplete block.
  void compare_samples(const MetricsReader& now) {
    // What is pending until a reset takes place came in before it.
    resets_ = resets_ && now["samples-in"] == 0;
    if (resets_) return;
    REQUIRE(now["dropped-samples"] <= now["evicted-samples"]);
    REQUIRE(now["samples-in"] + now["samples-padded"] ==
            now["samples-out"] + now["dropped-samples"] + now["discarded-samples"] +
                static_cast<guint64>(fill()));
  }

  /// Samples in the current, incomplete block.
  [[nodiscard]] gint fill() const {
    GstStructure* status = nullptr;
    g_object_get(pads_.element(), "status", &status, nullptr);
    gint samples = 0;
    REQUIRE(gst_structure_get_int(status, "fill-samples", &samples) != FALSE);
    gst_structure_free(status);
    return samples;
  }

  LifeKind kind_;
  ElementPads& pads_;
  bool resets_ = false;
};
