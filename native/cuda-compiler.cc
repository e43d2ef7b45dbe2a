#include "cuda-compiler.h"

#include <ATen/Context.h>
#include <c10/util/Exception.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace credence {
namespace {

namespace fs = std::filesystem;

// Where libtorch's builds have CUDA's libraries: their own folder, or packages beside it (the run path
// of libtorch_cuda.so names the same).
std::vector<fs::path> folders_beside_libtorch() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const fs::path lib = fs::weakly_canonical(info.dli_fname, error).parent_path(), site = lib.parent_path().parent_path();
  return {lib, site / "nvidia/cu13/lib", site / "nvidia/cuda_nvrtc/lib"};
}

// libnvrtc.so.13, or libnvrtc-<hash>.so.12 as in libtorch's archives.
bool is_compiler(const std::string& name) {
  const bool is_named = name.rfind("libnvrtc.so", 0) == 0 || name.rfind("libnvrtc-", 0) == 0;
  return is_named && name.find("builtins") == std::string::npos && name.find(".so") != std::string::npos;
}

void* load(const std::string& path) { return dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL); }

// With what it asks for by name when it compiles, and does not look for beside itself.
void* load_with_builtins(const fs::path& compiler) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(compiler.parent_path(), error))
    if (entry.path().filename().string().rfind("libnvrtc-builtins.so", 0) == 0) load(entry.path().string());
  return load(compiler.string());
}

void* find_compiler() {
  const char* given = std::getenv("CREDENCE_NVRTC");
  if (given != nullptr && *given != '\0') {
    void* const library = load_with_builtins(given);
    TORCH_CHECK(library != nullptr, "CREDENCE_NVRTC=", given, " in the environment does not load");
    return library;
  }
  for (const fs::path& folder : folders_beside_libtorch()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (is_compiler(entry.path().filename().string()))
        if (void* const library = load_with_builtins(entry.path())) return library;
  }
  for (const char* name : {"libnvrtc.so.13", "libnvrtc.so.12"})
    if (void* const library = load(name)) return library;
  TORCH_CHECK(false, "NVRTC (libnvrtc.so) is not found beside libtorch");
}

template <typename Function>
Function of_compiler(const char* name) {
  static void* const library = find_compiler();
  void* const function = dlsym(library, name);
  TORCH_CHECK(function != nullptr, "NVRTC has no ", name);
  return reinterpret_cast<Function>(function);
}

// nvrtcProgram of nvrtc.h; its functions return 0 where all is well.
using Program = void*;

void check(int status, const char* what) {
  if (status == 0) return;
  TORCH_CHECK(false, "NVRTC ", what, ": ", of_compiler<const char* (*)(int)>("nvrtcGetErrorString")(status));
}

// The text that a pair of NVRTC's functions gives.
std::string text_of(Program program, const char* size_name, const char* name) {
  size_t size = 0;
  check(of_compiler<int (*)(Program, size_t*)>(size_name)(program, &size), size_name);
  std::string text(size, '\0');
  check(of_compiler<int (*)(Program, char*)>(name)(program, text.data()), name);
  return text;
}

}  // namespace

std::string compiled_for(const std::string& architecture, const std::string& source) {
  Program program = nullptr;
  const auto create =
      of_compiler<int (*)(Program*, const char*, const char*, int, const char* const*, const char* const*)>(
          "nvrtcCreateProgram");
  check(create(&program, source.c_str(), "credence.cu", 0, nullptr, nullptr), "begins");
  const auto destroy = of_compiler<int (*)(Program*)>("nvrtcDestroyProgram");
  try {
    const std::string target = "--gpu-architecture=" + architecture;
    const std::vector<const char*> options = {target.c_str(), "--std=c++17"};
    const int status = of_compiler<int (*)(Program, int, const char* const*)>("nvrtcCompileProgram")(
        program, static_cast<int>(options.size()), options.data());
    if (status != 0) {
      std::string log = text_of(program, "nvrtcGetProgramLogSize", "nvrtcGetProgramLog");
      std::replace(log.begin(), log.end(), '\n', ' ');
      TORCH_CHECK(false, "NVRTC does not compile for ", architecture, ": ", log.substr(0, 400).c_str());
    }
    std::string compiled = text_of(program, "nvrtcGetCUBINSize", "nvrtcGetCUBIN");
    destroy(&program);
    return compiled;
  } catch (...) {
    destroy(&program);
    throw;
  }
}

}  // namespace credence
