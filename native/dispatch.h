// ATen operators by schema name, through the c10 dispatcher.
#pragma once
#include <node_api.h>

namespace credence {

// prepare([[key, [argument names]], ...]): looks the operators up; call() takes their index.
napi_value prepare(napi_env env, napi_callback_info info);
// call(operator, ...arguments): positions are those of the names given to prepare().
napi_value call(napi_env env, napi_callback_info info);
// schema(key): the operator's schema as libtorch prints it.
napi_value schema(napi_env env, napi_callback_info info);

}  // namespace credence
