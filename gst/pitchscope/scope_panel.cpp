// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/scope_panel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <span>
#include <string>

#include "gst/drawing/palette.h"

namespace audioblocks::scope {

namespace {

/// The level's scale, dBFS.
constexpr double quietest = -60.0;
/// A note is in tune within so many cents: the smallest difference that most people hear.
constexpr double in_tune = 5.0;

double note_height(const Box& panel) noexcept {
  return std::min(panel.height * 0.2, panel.width * 0.36);
}

/// A number with a typographic minus sign, and a decimal point whatever the locale.
std::string decimal(const char* format, double value) {
  std::array<char, G_ASCII_DTOSTR_BUF_SIZE> digits{};
  g_ascii_formatd(digits.data(), static_cast<gint>(digits.size()), format, std::fabs(value));
  const bool is_zero = g_ascii_strtod(digits.data(), nullptr) == 0.0;
  std::string text = value < 0.0 && !is_zero ? "−" : "";
  text += digits.data();
  return text;
}

void bar(cairo_t* cr, double x, double y, double width, double height) {
  cairo_rectangle(cr, x, y, width, height);
  cairo_fill(cr);
}

}  // namespace

ScopePanel::ScopePanel(const ScopeLayout& layout, PangoContext* context)
    : font_(layout.font),
      note_(context, note_height(layout.panel), PANGO_WEIGHT_BOLD),
      frequency_(context, layout.font),
      cents_(context, layout.font * 1.25),
      level_(context, layout.font),
      small_(context, layout.font * 0.8) {
  const Box& panel = layout.panel;
  left_ = panel.x + 0.04 * panel.width;
  width_ = 0.92 * panel.width;
  const auto at = [&](double part) { return panel.y + part * panel.height; };
  note_y_ = at(0.20);
  frequency_y_ = at(0.34);
  gauge_y_ = at(0.48);
  cents_y_ = at(0.61);
  meter_y_ = at(0.84);
  level_y_ = at(0.92);
}

double ScopePanel::cents_x(double cents) const noexcept {
  return left_ + width_ * (cents + 50.0) / 100.0;
}

double ScopePanel::level_x(double db) const noexcept {
  return left_ + width_ * (std::clamp(db, quietest, 0.0) - quietest) / -quietest;
}

/// The number alone where the panel is too narrow for both.
void ScopePanel::set(TextLabel& label, const std::string& number, const char* unit) const {
  label.set(number + unit);
  if (label.width() > width_) label.set(number);
}

/// Words at equal distances, except those between the first and the last if there is no room.
void ScopePanel::draw_scale(cairo_t* cr, double y, std::initializer_list<const char*> words) {
  constexpr double room = 2.8;
  const double distance = width_ / static_cast<double>(words.size() - 1);
  dark::faint_text.set_on(cr);
  const auto put = [&](const char* word, double x, TextLabel::Anchor anchor) {
    small_.set(word);
    small_.draw(cr, x, y, anchor);
  };
  put(*words.begin(), left_, TextLabel::Anchor::left);
  put(*std::prev(words.end()), left_ + width_, TextLabel::Anchor::right);
  if (distance < room * font_) return;
  double x = left_;
  for (const char* word : std::span(words).subspan(1, words.size() - 2))
    put(word, x += distance, TextLabel::Anchor::centre);
}

void ScopePanel::draw_ground(cairo_t* cr) {
  dark::trough.set_on(cr);
  bar(cr, left_, gauge_y_ - 0.12 * font_, width_, 0.24 * font_);
  bar(cr, left_, meter_y_ - 0.35 * font_, width_, 0.7 * font_);
  for (const double cents : {-50.0, -25.0, 0.0, 25.0, 50.0}) {
    const double reach = cents == 0.0 ? 0.75 : 0.4;
    bar(cr, cents_x(cents) - 0.05 * font_, gauge_y_ - reach * font_, 0.1 * font_,
        2.0 * reach * font_);
  }
  // In a low picture the number takes its place.
  if (cents_y_ - gauge_y_ > 2.6 * font_)
    draw_scale(cr, gauge_y_ + 1.5 * font_, {"−50", "0", "+50"});
  draw_scale(cr, meter_y_ - font_, {"−60", "−40", "−20", "0"});
}

void ScopePanel::draw(cairo_t* cr, const Reading& reading) {
  const double centre = left_ + 0.5 * width_;
  const bool heard = reading.presence() > 0.0;
  dark::text.set_on(cr, heard ? 0.25 + 0.75 * reading.presence() : 0.2);
  note_.set(heard ? reading.note() : "–");
  note_.draw(cr, centre, note_y_, TextLabel::Anchor::centre);
  if (heard) {
    dark::faint_text.set_on(cr, reading.presence());
    set(frequency_, decimal("%.1f", reading.frequency()), " Hz");
    frequency_.draw(cr, centre, frequency_y_, TextLabel::Anchor::centre);
    draw_cents(cr, reading);
  }
  draw_level(cr, reading);
}

void ScopePanel::draw_cents(cairo_t* cr, const Reading& reading) {
  const double cents = reading.cents();
  const Colour colour = std::round(std::fabs(cents)) <= in_tune ? dark::in_tune : dark::off_tune;
  colour.set_on(cr, reading.presence());
  const double x = cents_x(cents);
  const double start = std::min(x, cents_x(0.0));
  bar(cr, start, gauge_y_ - 0.12 * font_, std::fabs(x - cents_x(0.0)), 0.24 * font_);
  cairo_arc(cr, x, gauge_y_, 0.5 * font_, 0.0, 2.0 * std::numbers::pi);
  cairo_fill(cr);
  std::string text = cents > 0.5 ? "+" : "";
  text += decimal("%.0f", cents);
  set(cents_, text, " cents");
  cents_.draw(cr, left_ + 0.5 * width_, cents_y_, TextLabel::Anchor::centre);
}

void ScopePanel::draw_level(cairo_t* cr, const Reading& reading) {
  const Colour colour = reading.peak() >= 0.0 ? dark::overload : dark::wave;
  colour.set_on(cr);
  bar(cr, left_, meter_y_ - 0.35 * font_, level_x(reading.rms()) - left_, 0.7 * font_);
  if (reading.peak() > quietest) {
    const double x = level_x(reading.peak());
    bar(cr, std::max(left_, x - 0.15 * font_), meter_y_ - 0.35 * font_, 0.15 * font_, 0.7 * font_);
  }
  dark::faint_text.set_on(cr);
  if (reading.rms() > quietest)
    set(level_, decimal("%.0f", reading.rms()), " dB");
  else
    level_.set("silent");
  level_.draw(cr, left_ + 0.5 * width_, level_y_, TextLabel::Anchor::centre);
}

}  // namespace audioblocks::scope
