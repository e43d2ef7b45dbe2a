// longjmp goes from one stack to another here, which the checked one takes for an error.
#undef _FORTIFY_SOURCE
#include "device-threads.h"

#include <setjmp.h>
#include <ucontext.h>

#include <array>
#include <memory>

namespace fake {

Index threadIdx{}, blockIdx{}, gridDim{};

namespace {

constexpr int kThreads = 256, kWarp = 32;
constexpr size_t kStack = 64 << 10;

struct Thread {
  ucontext_t start;
  jmp_buf place;
  std::unique_ptr<char[]> stack;
  bool is_started = false, is_done = false;
};

// How many have come to where they wait for each other, and how often all have.
struct Meeting {
  int arrived = 0, times = 0;
};

std::array<Thread, kThreads> threads;
std::array<Meeting, kThreads / kWarp> of_warps;
Meeting of_block;
std::array<float, kThreads> shown;
jmp_buf scheduler;
const std::function<void()>* running = nullptr;

void let_others() {
  if (_setjmp(threads[threadIdx.x].place) == 0) _longjmp(scheduler, 1);
}

void meet(Meeting& meeting, int all) {
  const int before = meeting.times;
  if (++meeting.arrived == all) {
    meeting.arrived = 0;
    meeting.times++;
  }
  while (meeting.times == before) let_others();
}

// A thread lives on from block to block.
void live() {
  for (;;) {
    (*running)();
    threads[threadIdx.x].is_done = true;
    let_others();
  }
}

void let(unsigned index) {
  threadIdx.x = index;
  Thread& thread = threads[index];
  if (_setjmp(scheduler) != 0) return;
  if (thread.is_started) _longjmp(thread.place, 1);
  thread.is_started = true;
  thread.stack = std::make_unique<char[]>(kStack);
  getcontext(&thread.start);
  thread.start.uc_stack.ss_sp = thread.stack.get();
  thread.start.uc_stack.ss_size = kStack;
  thread.start.uc_link = nullptr;
  makecontext(&thread.start, live, 0);
  setcontext(&thread.start);
}

void run_block() {
  for (Thread& thread : threads) thread.is_done = false;
  for (bool is_done = false; !is_done;) {
    is_done = true;
    for (unsigned i = 0; i < kThreads; i++) {
      if (threads[i].is_done) continue;
      let(i);
      is_done = false;
    }
  }
}

}  // namespace

void run_blocks(unsigned across, unsigned down, const std::function<void()>& body) {
  running = &body;
  gridDim = {across, down};
  for (unsigned y = 0; y < down; y++)
    for (unsigned x = 0; x < across; x++) {
      blockIdx = {x, y};
      run_block();
    }
}

void __syncthreads() { meet(of_block, kThreads); }

float __shfl_xor_sync(unsigned, float value, int mask) {
  const unsigned self = threadIdx.x;
  Meeting& warp = of_warps[self / kWarp];
  shown[self] = value;
  meet(warp, kWarp);
  const float other = shown[self ^ static_cast<unsigned>(mask)];
  meet(warp, kWarp);
  return other;
}

}  // namespace fake
