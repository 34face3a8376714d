// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/command_input.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "gst/tools/session/command.h"

namespace audioblocks::tool {

namespace {

/// What a program writes arrives at once; a person's next key does not come within this time.
constexpr std::chrono::milliseconds key_pause{30};
/// Who types a word has pressed its next key by then.
constexpr std::chrono::milliseconds word_pause{600};
/// Longer lines are not commands.
constexpr std::size_t max_line = 4096;
constexpr char escape = '\x1b';
constexpr char backspace = '\b';
constexpr char delete_key = '\x7f';
constexpr char end_of_input = '\x04';

}  // namespace

void CommandInput::read(Clock::time_point now) {
  std::array<char, 4096> bytes;
  const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    is_at_end_ = true;
    finish_line();
    return;
  }
  last_read_ = now;
  // Arrow keys and the like send a sequence that begins with Escape: not text.
  if (has_keys_ && bytes[0] == escape) {
    unfinished_.clear();
    return;
  }
  for (const char c : std::string_view(bytes.data(), static_cast<std::size_t>(count))) take(c);
}

void CommandInput::take(char c) {
  if (c == '\n' || c == '\r')
    finish_line();
  else if (has_keys_)
    take_key(c);
  else if (unfinished_.size() < max_line)
    unfinished_ += c;
  else
    is_too_long_ = true;
}

void CommandInput::take_key(char c) {
  if (c == end_of_input && unfinished_.empty()) lines_.emplace_back("quit");
  if (c == backspace || c == delete_key) erase_character();
  const bool is_text = static_cast<unsigned char>(c) >= ' ' && c != delete_key;
  if (is_text && unfinished_.size() < max_line) unfinished_ += c;
}

/// Erases a character of UTF-8: its continuation bytes, and its first byte.
void CommandInput::erase_character() {
  const auto is_continuation = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
  };
  while (!unfinished_.empty() && is_continuation(unfinished_.back())) unfinished_.pop_back();
  if (!unfinished_.empty()) unfinished_.pop_back();
}

void CommandInput::finish_line() {
  if (is_too_long_) unfinished_.resize(32);
  is_too_long_ = false;
  const std::size_t start = unfinished_.find_first_not_of(": ");
  if (start != std::string::npos) lines_.push_back(unfinished_.substr(start));
  unfinished_.clear();
}

bool CommandInput::is_lone_command(Clock::time_point now) const {
  if (!has_keys_ || unfinished_.size() != 1) return false;
  switch (meaning_of_key(unfinished_[0])) {
    case KeyMeaning::text:
      return false;
    case KeyMeaning::command:
      return now - last_read_ >= key_pause;
    case KeyMeaning::command_after_pause:
      return now - last_read_ >= word_pause;
  }
  return false;
}

bool CommandInput::next_line(Clock::time_point now, std::string& line) {
  if (is_lone_command(now)) finish_line();
  if (lines_.empty()) return false;
  line = lines_.front();
  lines_.pop_front();
  return true;
}

}  // namespace audioblocks::tool
