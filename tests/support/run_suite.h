// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdlib>

// Last: it defines fail().
#include <check.h>

namespace audioblocks {

/// Runs the suite of an executable, which it owns, and returns the value for main().
inline int run_suite(Suite* suite) {
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace audioblocks
