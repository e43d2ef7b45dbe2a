#include "dispatch.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <cmath>
#include <optional>
#include <sstream>

#include "errors.h"
#include "tensors.h"

namespace credence {
namespace {

// How a JavaScript value becomes an IValue; compiled once from the schema.
enum class Kind : uint8_t {
  Tensor, TensorList, OptionalTensorList, Int, IntList, Float, FloatList, Bool, BoolList,
  Number, NumberList, String, Device, Unsupported,
};

struct Argument {
  std::string name;
  Kind kind;
  std::optional<c10::IValue> fallback;
  int position;  // among call()'s arguments; -1: never passed
};

struct Operator {
  std::string key;
  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
  bool writes_in_place;
};

std::vector<Operator> operators;
constexpr size_t kMostArguments = 32;

Kind kind_of(const c10::TypePtr& type) {
  using K = c10::TypeKind;
  switch (type->kind()) {
    case K::TensorType: return Kind::Tensor;
    case K::IntType: case K::SymIntType: case K::ScalarTypeType:
    case K::LayoutType: case K::MemoryFormatType: return Kind::Int;
    case K::FloatType: return Kind::Float;
    case K::BoolType: return Kind::Bool;
    case K::NumberType: return Kind::Number;
    case K::StringType: return Kind::String;
    case K::DeviceObjType: return Kind::Device;
    case K::ListType: {
      const auto element = type->castRaw<c10::ListType>()->getElementType();
      if (element->kind() == K::OptionalType) {
        const auto inner = element->castRaw<c10::OptionalType>()->getElementType();
        return inner->kind() == K::TensorType ? Kind::OptionalTensorList : Kind::Unsupported;
      }
      switch (kind_of(element)) {
        case Kind::Tensor: return Kind::TensorList;
        case Kind::Int: return Kind::IntList;
        case Kind::Float: return Kind::FloatList;
        case Kind::Bool: return Kind::BoolList;
        case Kind::Number: return Kind::NumberList;
        default: return Kind::Unsupported;
      }
    }
    default: return Kind::Unsupported;
  }
}

double number(napi_env env, napi_value value, const char* wanted) {
  double result;
  if (napi_get_value_double(env, value, &result) != napi_ok) {
    bool truth;
    if (napi_get_value_bool(env, value, &truth) == napi_ok) return truth;
    TORCH_CHECK(false, "wanted ", wanted);
  }
  return result;
}

std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  TORCH_CHECK(napi_get_value_string_utf8(env, value, nullptr, 0, &length) == napi_ok,
              "wanted a string");
  std::string result(length, '\0');
  napi_get_value_string_utf8(env, value, result.data(), length + 1, &length);
  return result;
}

bool is_nothing(napi_env env, napi_value value) {
  napi_valuetype type;
  napi_typeof(env, value, &type);
  return type == napi_undefined || type == napi_null;
}

template <typename Add>
void each(napi_env env, napi_value list, const char* wanted, Add add) {
  bool is_array = false;
  napi_is_array(env, list, &is_array);
  TORCH_CHECK(is_array, "wanted an array of ", wanted);
  uint32_t length = 0;
  napi_get_array_length(env, list, &length);
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    napi_get_element(env, list, i, &element);
    add(element);
  }
}

int64_t integer(napi_env env, napi_value value) {
  const double result = number(env, value, "an integer");
  TORCH_CHECK(result == std::trunc(result), "wanted an integer, got ", result);
  return static_cast<int64_t>(result);
}

// A whole number becomes an integer, which keeps integer tensors integer.
at::Scalar scalar(napi_env env, napi_value value) {
  const double result = number(env, value, "a number");
  const bool whole = result == std::trunc(result) && std::abs(result) < 9e15;
  return whole ? at::Scalar(static_cast<int64_t>(result)) : at::Scalar(result);
}

c10::IValue convert(napi_env env, napi_value value, Kind kind) {
  auto& tensors = Tensors::instance();
  switch (kind) {
    case Kind::Tensor: return tensors.get(number(env, value, "a tensor"));
    case Kind::Int: return integer(env, value);
    case Kind::Float: return number(env, value, "a number");
    case Kind::Bool: return number(env, value, "a boolean") != 0;
    case Kind::Number: return scalar(env, value);
    case Kind::NumberList: {
      c10::List<at::Scalar> list;
      each(env, value, "numbers", [&](napi_value v) { list.push_back(scalar(env, v)); });
      return list;
    }
    case Kind::String: return text(env, value);
    case Kind::Device: return c10::Device(text(env, value));
    case Kind::TensorList: {
      c10::List<at::Tensor> list;
      each(env, value, "tensors",
           [&](napi_value v) { list.push_back(tensors.get(number(env, v, "a tensor"))); });
      return list;
    }
    case Kind::OptionalTensorList: {
      c10::List<std::optional<at::Tensor>> list;
      each(env, value, "tensors or nulls", [&](napi_value v) {
        if (is_nothing(env, v)) list.push_back(std::nullopt);
        else list.push_back(tensors.get(number(env, v, "a tensor")));
      });
      return list;
    }
    case Kind::IntList: {
      c10::List<int64_t> list;
      each(env, value, "integers", [&](napi_value v) { list.push_back(integer(env, v)); });
      return list;
    }
    case Kind::FloatList: {
      c10::List<double> list;
      each(env, value, "numbers",
           [&](napi_value v) { list.push_back(number(env, v, "a number")); });
      return list;
    }
    case Kind::BoolList: {
      c10::List<bool> list;
      each(env, value, "booleans",
           [&](napi_value v) { list.push_back(number(env, v, "a boolean") != 0); });
      return list;
    }
    default: TORCH_CHECK(false, "arguments of this type cannot be passed");
  }
}

napi_value to_javascript(napi_env env, const c10::IValue& value) {
  napi_value result;
  if (value.isTensor()) {
    const at::Tensor& tensor = value.toTensor();
    if (!tensor.defined()) napi_get_null(env, &result);
    else napi_create_double(env, Tensors::instance().add(tensor), &result);
  } else if (value.isInt()) {
    napi_create_double(env, static_cast<double>(value.toInt()), &result);
  } else if (value.isDouble()) {
    napi_create_double(env, value.toDouble(), &result);
  } else if (value.isBool()) {
    napi_get_boolean(env, value.toBool(), &result);
  } else if (value.isScalar()) {
    napi_create_double(env, value.toScalar().toDouble(), &result);
  } else if (value.isTensorList()) {
    const auto list = value.toTensorVector();
    napi_create_array_with_length(env, list.size(), &result);
    for (size_t i = 0; i < list.size(); i++)
      napi_set_element(env, result, i, to_javascript(env, list[i]));
  } else {
    TORCH_CHECK(value.isNone(), "results of this type cannot be returned");
    napi_get_undefined(env, &result);
  }
  return result;
}

// "mm(self Float [2, 3], mat2 Float [2, 3])": what an operator that failed was given.
std::string describe(const Operator& op, napi_env env, const napi_value* values, size_t count) {
  std::ostringstream out;
  out << op.key << "(";
  const char* separator = "";
  for (const Argument& argument : op.arguments) {
    if (argument.position < 0 || static_cast<size_t>(argument.position) >= count) continue;
    const napi_value value = values[argument.position];
    if (is_nothing(env, value)) continue;
    out << separator << argument.name;
    separator = ", ";
    try {
      if (argument.kind == Kind::Tensor) {
        const at::Tensor& tensor = Tensors::instance().get(number(env, value, "a tensor"));
        out << " " << c10::toString(tensor.scalar_type()) << " " << tensor.sizes();
      } else if (argument.kind == Kind::Int || argument.kind == Kind::Number) {
        out << " " << number(env, value, "a number");
      }
    } catch (const std::exception&) {
      out << " ?";
    }
  }
  out << ")";
  return out.str();
}

std::pair<std::string, std::string> split_key(const std::string& key) {
  const size_t dot = key.find('.');
  const std::string name = key.substr(0, dot);
  const std::string overload = dot == std::string::npos ? "" : key.substr(dot + 1);
  return {name.find("::") == std::string::npos ? "aten::" + name : name, overload};
}

c10::OperatorHandle look_up(const std::string& key) {
  const auto [name, overload] = split_key(key);
  auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", key);
  return *handle;
}

Operator compile(const std::string& key, const std::vector<std::string>& names) {
  const auto handle = look_up(key);
  Operator op{key, handle, {}, false};
  const auto& schema = handle.schema();
  std::vector<bool> known(names.size(), false);
  for (const auto& argument : schema.arguments()) {
    c10::TypePtr type = argument.type();
    const bool optional = type->kind() == c10::TypeKind::OptionalType;
    if (optional) type = type->castRaw<c10::OptionalType>()->getElementType();
    int position = -1;
    for (size_t i = 0; i < names.size(); i++)
      if (names[i] == argument.name()) { position = static_cast<int>(i); known[i] = true; }
    std::optional<c10::IValue> fallback;
    if (argument.default_value()) fallback = *argument.default_value();
    else if (optional) fallback = c10::IValue();
    TORCH_CHECK(position >= 0 || fallback.has_value(), "operator ", key,
                " of this libtorch wants `", argument.name(),
                "`, which the generated operators do not pass");
    op.arguments.push_back({argument.name(), kind_of(type), fallback, position});
  }
  for (size_t i = 0; i < names.size(); i++)
    TORCH_CHECK(known[i], "operator ", key, " of this libtorch has no argument `", names[i], "`");
  const auto& returns = schema.returns();
  op.writes_in_place =
      returns.size() == 1 && returns[0].alias_info() && returns[0].alias_info()->isWrite();
  return op;
}

}  // namespace

napi_value prepare(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value list;
  napi_get_cb_info(env, info, &count, &list, nullptr, nullptr);
  try {
    operators.clear();
    each(env, list, "operators", [&](napi_value entry) {
      napi_value key, names;
      napi_get_element(env, entry, 0, &key);
      napi_get_element(env, entry, 1, &names);
      std::vector<std::string> arguments;
      each(env, names, "names", [&](napi_value v) { arguments.push_back(text(env, v)); });
      operators.push_back(compile(text(env, key), arguments));
    });
  } catch (const std::exception&) {
    throw_current(env, "operators");
  }
  return nullptr;
}

napi_value call(napi_env env, napi_callback_info info) {
  size_t count = kMostArguments;
  napi_value values[kMostArguments];
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  int32_t index = -1;
  napi_get_value_int32(env, values[0], &index);
  if (index < 0 || static_cast<size_t>(index) >= operators.size()) {
    napi_throw_range_error(env, nullptr, "no such operator index");
    return nullptr;
  }
  const Operator& op = operators[index];
  const Argument* current = nullptr;
  try {
    torch::jit::Stack stack;
    stack.reserve(op.arguments.size());
    for (const Argument& argument : op.arguments) {
      current = &argument;
      const size_t at = static_cast<size_t>(argument.position + 1);
      if (argument.position < 0 || at >= count || is_nothing(env, values[at])) {
        TORCH_CHECK(argument.fallback.has_value(), "is required");
        stack.push_back(*argument.fallback);
      } else {
        stack.push_back(convert(env, values[at], argument.kind));
      }
    }
    current = nullptr;
    op.handle.callBoxed(stack);
    if (op.writes_in_place || stack.empty()) return nullptr;
    if (stack.size() == 1) return to_javascript(env, stack[0]);
    napi_value results;
    napi_create_array_with_length(env, stack.size(), &results);
    for (size_t i = 0; i < stack.size(); i++)
      napi_set_element(env, results, i, to_javascript(env, stack[i]));
    return results;
  } catch (const std::exception&) {
    const std::string where = describe(op, env, values + 1, count - 1);
    throw_current(env, current ? where + ", argument `" + current->name + "`" : where);
    return nullptr;
  }
}

napi_value schema(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value key, result = nullptr;
  napi_get_cb_info(env, info, &count, &key, nullptr, nullptr);
  try {
    std::ostringstream out;
    out << look_up(text(env, key)).schema();
    napi_create_string_utf8(env, out.str().c_str(), NAPI_AUTO_LENGTH, &result);
  } catch (const std::exception&) {
    throw_current(env, "schema");
  }
  return result;
}

}  // namespace credence
