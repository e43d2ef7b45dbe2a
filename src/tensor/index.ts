/** @module The engine: libtorch's tensors, operators, autograd and scopes. */
export * from './autograd.js';
export * from './devices.js';
export { bytesPerElement, type DType } from './dtype.js';
export * from './engine.js';
export { numel } from './numel.js';
export * from './operators.gen.js';
export { keep, liveBytes, liveTensors, scope } from './scope.js';
export { type ElementArray, Parameter, Tensor, tensor, withoutElements } from './tensor.js';
export { sent, toDevice } from './to-device.js';
