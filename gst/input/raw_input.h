// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <cstddef>

namespace audioblocks {

/// The samples of one incoming buffer, which it owns. A buffer of one memory is mapped once; a
/// buffer of several is copied out piece by piece, since to map it would merge them, and allocate.
class RawInput {
 public:
  enum class Fault { none, partial_sample, no_audio_meta, out_of_bounds };

  /// Takes `buffer`, in the format `info`.
  RawInput(GstBuffer* buffer, const GstAudioInfo& info) noexcept;
  RawInput(const RawInput&) = delete;
  RawInput& operator=(const RawInput&) = delete;
  ~RawInput();

  /// What is wrong with a buffer in the format `info`, if anything.
  [[nodiscard]] static Fault check(GstBuffer* buffer, const GstAudioInfo& info) noexcept;

  /// Samples in a buffer that has no fault.
  [[nodiscard]] static std::size_t samples_in(GstBuffer* buffer, const GstAudioInfo& info) noexcept;

  [[nodiscard]] GstBuffer* buffer() const noexcept { return buffer_; }
  [[nodiscard]] std::size_t samples() const noexcept { return samples_; }
  /// The buffer is flagged as a gap.
  [[nodiscard]] bool is_gap() const noexcept {
    return GST_BUFFER_FLAG_IS_SET(buffer_, GST_BUFFER_FLAG_GAP);
  }
  /// The buffer is flagged: it may not continue the one before.
  [[nodiscard]] bool is_discont() const noexcept {
    return GST_BUFFER_IS_DISCONT(buffer_) ||
           GST_BUFFER_FLAG_IS_SET(buffer_, GST_BUFFER_FLAG_RESYNC);
  }
  /// False if the buffer's one memory cannot be mapped.
  [[nodiscard]] bool readable() const noexcept {
    return mapped_ || gst_buffer_n_memory(buffer_) != 1;
  }
  /// Copies samples `from` … `from + count − 1` to position `at` of a block of `block_samples`.
  void copy(std::size_t from, std::size_t count, guint8* block, std::size_t block_samples,
            std::size_t at) noexcept;
  /// True if the buffer's one memory can stand in for a block of `block_samples` as it is.
  [[nodiscard]] bool is_block(std::size_t block_samples) const noexcept;
  /// True if nobody else holds the buffer. GStreamer allocates where a memory comes to lie in two.
  [[nodiscard]] bool is_exclusive() const noexcept { return gst_buffer_is_writable(buffer_); }
  /// The buffer, transfer full; this object then holds nothing.
  [[nodiscard]] GstBuffer* release() noexcept;

 private:
  void copy_bytes(std::size_t from, guint8* to, std::size_t bytes) noexcept;
  void unmap() noexcept;

  GstBuffer* buffer_;
  const GstAudioInfo& info_;
  const GstAudioMeta* planes_ = nullptr;  // planar only
  std::size_t samples_ = 0;
  GstMapInfo map_{};
  bool mapped_ = false;
};

}  // namespace audioblocks
