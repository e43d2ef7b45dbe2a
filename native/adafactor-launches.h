// How one update of a matrix by Adafactor is divided among the kernels of adafactor-kernels.h. They read
// the gradient three times, the weight once (twice where the rate follows it), and write it once; the
// plain operators pass ten times over memory of that size.
// Letters: R rows, C columns.
#pragma once
#include <algorithm>
#include <cstdint>
#include <tuple>

namespace credence {

constexpr int kThreads = 256, kWarps = kThreads / 32;  // of a block
constexpr int kTileWidth = 512, kPerLane = kTileWidth / 32;

// Of every kernel, in its order: weight [R, C], gradient [R, C], means of rows [R], of columns [C],
// factor of the gradient [], memory between kernels, R, C, rows of a tile, rate, decay, eps, clip, least
// and weight decay.
using AdafactorArguments = std::tuple<float*, const void*, float*, float*, const float*, float*, int, int, int,
                                      double, double, double, double, double, double>;

constexpr int tiles_of(int n, int tile) { return (n + tile - 1) / tile; }

// Tall matrices have higher tiles, so that a column has at most 128 sums to add up.
constexpr int tile_rows_of(int rows) { return 64 * std::max(1, tiles_of(rows, 64 * 128)); }

// Floats of memory that the kernels leave something in.
constexpr int64_t room_of(int rows, int columns) {
  const int64_t across = tiles_of(columns, kTileWidth), down = tiles_of(rows, tile_rows_of(rows));
  return across * rows + down * columns + 2 * across * down + tiles_of(rows, kThreads);
}

// Calls `launch(kernel's name, blocks across, blocks down)` of each kernel in turn.
template <typename Launch>
void launch_adafactor(int rows, int columns, Launch launch) {
  const int across = tiles_of(columns, kTileWidth), down = tiles_of(rows, tile_rows_of(rows));
  launch("adafactor_squares", across, down);
  launch("adafactor_means", tiles_of(rows, kThreads) + tiles_of(columns, kThreads), 1);
  launch("adafactor_norm", across, down);
  launch("adafactor_update", across, down);
}

}  // namespace credence
