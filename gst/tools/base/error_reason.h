// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib.h>

#include <string>

namespace audioblocks::tool {

/// "cannot be written (REASON); WHAT TO DO": room helps only where there is none.
std::string writing_problem(int error);

/// An error's own text without its full stop, for use inside a sentence.
std::string reason_of(const GError& error);

}  // namespace audioblocks::tool
