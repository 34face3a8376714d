// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>

/// What happens around the accesses of a StepAtomic: the work of the other thread, on the same one.
class Steps {
 public:
  virtual ~Steps() = default;
  /// Called before each access.
  virtual void step() = 0;
  /// Called directly after an exchange or after a compare-and-exchange that succeeded.
  virtual void exchanged() = 0;
  virtual void compared_and_exchanged() = 0;

  inline static Steps* current = nullptr;
};

/// A std::atomic whose accesses call the current Steps.
template <class T>
class StepAtomic {
 public:
  StepAtomic(T value = T{}) noexcept : value_(value) {}  // NOLINT(google-explicit-constructor)

  T load(std::memory_order = std::memory_order_seq_cst) const {
    Steps::current->step();
    return value_;
  }
  void store(T value, std::memory_order = std::memory_order_seq_cst) {
    Steps::current->step();
    value_ = value;
  }
  T exchange(T value) {
    Steps::current->step();
    const T old = value_;
    value_ = value;
    Steps::current->exchanged();
    return old;
  }
  bool compare_exchange_strong(T& expected, T value) {
    Steps::current->step();
    if (value_ != expected) {
      expected = value_;
      return false;
    }
    value_ = value;
    Steps::current->compared_and_exchanged();
    return true;
  }

 private:
  T value_;
};
