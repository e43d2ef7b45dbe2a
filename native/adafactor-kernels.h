// The four kernels of one update of a matrix by Adafactor on a device, in the order of
// native/adafactor-launches.h: CUDA C, which NVRTC compiles where the program runs, so that nothing of
// CUDA is needed to build it. CREDENCE_DEVICE_CODE is defined by who includes this: it makes a text of
// it, or leaves it as it is for a test that runs it on the host. `Gradient` is float, or unsigned short
// for the bits of bfloat16; kThreads, kWarps, kTileWidth and kPerLane are those of adafactor-launches.h.
// No two threads write to the same place, so that an update is the same each time.
// Letters: R rows (count), C columns (width); a tile has tile_rows rows and kTileWidth columns, and is a
// block's, of which each warp takes a row at a time.
CREDENCE_DEVICE_CODE(

__device__ float as_float(float x) { return x; }
__device__ float as_float(unsigned short bits) { return __uint_as_float(static_cast<unsigned>(bits) << 16); }

// What kernels leave for those after them, in one block of memory.
struct Room {
  int across, down, row_blocks;
  float* row_sums;        // [across, R] of squares
  float* column_sums;     // [down, C]
  float* weight_squares;  // [tiles]
  float* update_squares;  // [tiles]
  float* mean_sums;       // [row_blocks] of the rows' means

  __device__ Room(float* room, int count, int width, int tile_rows)
      : across((width + kTileWidth - 1) / kTileWidth),
        down((count + tile_rows - 1) / tile_rows),
        row_blocks((count + kThreads - 1) / kThreads),
        row_sums(room),
        column_sums(row_sums + static_cast<long long>(across) * count),
        weight_squares(column_sums + static_cast<long long>(down) * width),
        update_squares(weight_squares + across * down),
        mean_sums(update_squares + across * down) {}
};

// The sum over the block's threads, which all of them are given.
__device__ double block_sum(double value) {
  __shared__ double sums[kThreads];
  // What an earlier sum was read from is written over.
  __syncthreads();
  sums[threadIdx.x] = value;
  for (int half = kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
  }
  __syncthreads();
  return sums[0];
}

__device__ double sum_of(const float* parts, int n) {
  double sum = 0;
  for (int i = threadIdx.x; i < n; i += kThreads) sum += parts[i];
  return block_sum(sum);
}

// A lane's columns of a row, all read before any is used, so that the reads overlap.
template <typename Element>
__device__ void read_row(float* to, const Element* row, int first, int width) {
  for (int k = 0; k < kPerLane; k++) {
    const int j = first + k * 32;
    to[k] = j < width ? as_float(row[j]) : 0.f;
  }
}

// Sums of squares of the gradient by row and by column, and of the weight where the rate follows it.
KERNEL void adafactor_squares(float* weight, const void* gradient, float* rows, float* columns, const float* factor,
                              float* memory, int count, int width, int tile_rows, double rate, double decay, double eps,
                              double clip, double least, double weight_decay) {
  __shared__ float by_warp[kWarps][kTileWidth];
  const Room room(memory, count, width, tile_rows);
  const int warp = threadIdx.x / 32;
  const int lane = threadIdx.x % 32;
  const int left = blockIdx.x * kTileWidth;
  const int top = blockIdx.y * tile_rows;
  const int bottom = min(top + tile_rows, count);
  const float scale = *factor;
  float sums[kPerLane] = {};
  float of_weight = 0;
  for (int i = top + warp; i < bottom; i += kWarps) {
    const long long start = static_cast<long long>(i) * width;
    float x[kPerLane];
    read_row(x, static_cast<const Gradient*>(gradient) + start, left + lane, width);
    float sum = 0;
    for (int k = 0; k < kPerLane; k++) {
      const float scaled = scale * x[k];
      sums[k] += scaled * scaled;
      sum += scaled * scaled;
    }
    for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, half);
    if (lane == 0) room.row_sums[static_cast<long long>(blockIdx.x) * count + i] = sum;
    if (least > 0) {
      read_row(x, weight + start, left + lane, width);
      for (int k = 0; k < kPerLane; k++) of_weight += x[k] * x[k];
    }
  }
  for (int k = 0; k < kPerLane; k++) by_warp[warp][lane + k * 32] = sums[k];
  __syncthreads();
  for (int j = threadIdx.x; j < kTileWidth && left + j < width; j += kThreads) {
    float sum = 0;
    for (int w = 0; w < kWarps; w++) sum += by_warp[w][j];
    room.column_sums[static_cast<long long>(blockIdx.y) * width + left + j] = sum;
  }
  if (least > 0) {
    const double sum = block_sum(of_weight);
    if (threadIdx.x == 0) room.weight_squares[blockIdx.y * gridDim.x + blockIdx.x] = static_cast<float>(sum);
  }
}

// Brings the running means of squares up to date: the first row_blocks blocks those of rows, whose sums
// they leave, the others those of columns.
KERNEL void adafactor_means(float* weight, const void* gradient, float* rows, float* columns, const float* factor,
                            float* memory, int count, int width, int tile_rows, double rate, double decay, double eps,
                            double clip, double least, double weight_decay) {
  const Room room(memory, count, width, tile_rows);
  const bool of_rows = blockIdx.x < room.row_blocks;
  const int block = of_rows ? blockIdx.x : blockIdx.x - room.row_blocks;
  const int i = block * kThreads + threadIdx.x;
  const int n = of_rows ? count : width;
  const int parts = of_rows ? room.across : room.down;
  const float* sums = of_rows ? room.row_sums : room.column_sums;
  float* means = of_rows ? rows : columns;
  float mean = 0;
  if (i < n) {
    double sum = 0;
    for (int part = 0; part < parts; part++) sum += sums[static_cast<long long>(part) * n + i];
    const double square = sum / (of_rows ? width : count) + eps;
    mean = static_cast<float>(decay * means[i] + (1 - decay) * square);
    means[i] = mean;
  }
  const double sum = block_sum(mean);
  if (of_rows && threadIdx.x == 0) room.mean_sums[block] = static_cast<float>(sum);
}

// A tile's part of an update before its rate: the gradient times `of_row` times a column's factor. Goes
// over the tiles from the last to the first, of which the kernel before has left most in the cache.
struct Tile {
  int left;
  int top;
  int bottom;
  int number;
  float root;  // of the rows' mean, times the factor of the gradient
  float by_column[kPerLane];

  __device__ Tile(const Room& room, const float* columns, float scale, int count, int width, int tile_rows,
                  bool backwards) {
    const int x = backwards ? gridDim.x - 1 - blockIdx.x : blockIdx.x;
    const int y = backwards ? gridDim.y - 1 - blockIdx.y : blockIdx.y;
    left = x * kTileWidth + threadIdx.x % 32;
    top = y * tile_rows;
    bottom = min(top + tile_rows, count);
    number = y * gridDim.x + x;
    root = scale * static_cast<float>(sqrt(sum_of(room.mean_sums, room.row_blocks) / count));
    for (int k = 0; k < kPerLane; k++) {
      const int j = left + k * 32;
      by_column[k] = j < width ? 1.f / sqrtf(columns[j]) : 0.f;
    }
  }

  __device__ float of_row(const float* rows, int i) const { return root / sqrtf(rows[i]); }
};

// Sums of squares of the update.
KERNEL void adafactor_norm(float* weight, const void* gradient, float* rows, float* columns, const float* factor,
                           float* memory, int count, int width, int tile_rows, double rate, double decay, double eps,
                           double clip, double least, double weight_decay) {
  const Room room(memory, count, width, tile_rows);
  const Tile tile(room, columns, *factor, count, width, tile_rows, true);
  float sum = 0;
  for (int i = tile.top + threadIdx.x / 32; i < tile.bottom; i += kWarps) {
    float x[kPerLane];
    read_row(x, static_cast<const Gradient*>(gradient) + static_cast<long long>(i) * width, tile.left, width);
    const float by_row = tile.of_row(rows, i);
    for (int k = 0; k < kPerLane; k++) {
      const float update = by_row * x[k] * tile.by_column[k];
      sum += update * update;
    }
  }
  const double all = block_sum(sum);
  if (threadIdx.x == 0) room.update_squares[tile.number] = static_cast<float>(all);
}

// The update itself, with its root mean square at most `clip`.
KERNEL void adafactor_update(float* weight, const void* gradient, float* rows, float* columns, const float* factor,
                             float* memory, int count, int width, int tile_rows, double rate, double decay, double eps,
                             double clip, double least, double weight_decay) {
  const Room room(memory, count, width, tile_rows);
  const Tile tile(room, columns, *factor, count, width, tile_rows, false);
  const double size = static_cast<double>(count) * width;
  const int tiles = room.across * room.down;
  double own_rate = rate;
  if (least > 0) own_rate *= fmax(least, sqrt(sum_of(room.weight_squares, tiles) / size));
  const double norm = sqrt(sum_of(room.update_squares, tiles) / size);
  const float clipped = static_cast<float>(own_rate / fmax(1., norm / clip));
  const float kept = static_cast<float>(1 - weight_decay * own_rate);
  for (int i = tile.top + threadIdx.x / 32; i < tile.bottom; i += kWarps) {
    const long long start = static_cast<long long>(i) * width;
    float x[kPerLane];
    read_row(x, static_cast<const Gradient*>(gradient) + start, tile.left, width);
    float old[kPerLane];
    read_row(old, weight + start, tile.left, width);
    const float by_row = clipped * tile.of_row(rows, i);
    for (int k = 0; k < kPerLane; k++) {
      const int j = tile.left + k * 32;
      if (j < width) weight[start + j] = kept * old[k] - by_row * x[k] * tile.by_column[k];
    }
  }
}

)
