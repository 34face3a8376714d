// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "config.h"

#ifdef AUDIOBLOCKS_FFTW
// FFTW is GPL-2.0-or-later, and so is what is linked with it.
#define AUDIOBLOCKS_LICENSE "GPL"
#else
#define AUDIOBLOCKS_LICENSE "LGPL"
#endif
