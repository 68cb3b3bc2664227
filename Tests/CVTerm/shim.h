// libvterm: a terminal emulator without a window, for tests that read a screen.
#pragma once

#include <vterm.h>
