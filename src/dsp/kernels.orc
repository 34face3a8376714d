# Loops over samples and bins without a sum; kernels.h says what each is for. orcc makes C of this
# file, and its init function compiles the programs for the processor at hand. What is denormal
# counts as zero in every opcode of floats.

.init audioblocks_orc_compile


# Integers to floats of full scale 1: times 2^-15 or 2^-31. "first" and "second" take one of two
# interleaved channels.

.function audioblocks_orc_s16
.dest 4 out float
.source 2 values int16_t
.const 4 full_scale 0x38000000
.temp 4 wide

convswl wide, values
convlf wide, wide
mulf out, wide, full_scale


.function audioblocks_orc_s16_first
.dest 4 out float
.source 4 pairs int16_t
.const 4 full_scale 0x38000000
.temp 2 value
.temp 4 wide

select0lw value, pairs
convswl wide, value
convlf wide, wide
mulf out, wide, full_scale


.function audioblocks_orc_s16_second
.dest 4 out float
.source 4 pairs int16_t
.const 4 full_scale 0x38000000
.temp 2 value
.temp 4 wide

select1lw value, pairs
convswl wide, value
convlf wide, wide
mulf out, wide, full_scale


.function audioblocks_orc_s32
.dest 4 out float
.source 4 values int32_t
.const 4 full_scale 0x30000000
.temp 4 wide

convlf wide, values
mulf out, wide, full_scale


.function audioblocks_orc_s32_first
.dest 4 out float
.source 8 pairs int32_t
.const 4 full_scale 0x30000000
.temp 4 wide

select0ql wide, pairs
convlf wide, wide
mulf out, wide, full_scale


.function audioblocks_orc_s32_second
.dest 4 out float
.source 8 pairs int32_t
.const 4 full_scale 0x30000000
.temp 4 wide

select1ql wide, pairs
convlf wide, wide
mulf out, wide, full_scale


# Floats, one of two. Pairs are dealt out by both: that is faster than one program with two
# destinations, for whose stores a processor waits.

.function audioblocks_orc_f32_first
.dest 4 out float
.source 8 pairs float

select0ql out, pairs


.function audioblocks_orc_f32_second
.dest 4 out float
.source 8 pairs float

select1ql out, pairs


.function audioblocks_orc_weigh
.dest 4 out float
.source 4 x float
.source 4 weights float
.floatparam 4 scale
.temp 4 scaled

mulf scaled, x, scale
mulf out, scaled, weights


.function audioblocks_orc_add_scaled
.dest 4 sum float
.source 4 x float
.floatparam 4 gain
.temp 4 scaled

mulf scaled, x, gain
addf sum, sum, scaled


.function audioblocks_orc_power_spectrum
.dest 4 powers float
.source 4 real float
.source 4 imaginary float
.temp 4 real_square
.temp 4 imaginary_square

mulf real_square, real, real
mulf imaginary_square, imaginary, imaginary
addf powers, real_square, imaginary_square
