// The main file of a thread that helps the search: it calls the kernel as it is told, in the memory that all share.
import { parentPort, workerData } from "node:worker_threads";
import { instantiateKernel } from "./kernel.ts";
import type { HelperData, HelperMessage } from "./helper.ts";
import { callKernel } from "./lane.ts";
import type { Memory, Module } from "./webassembly.ts";

const { module, memory, room, hashBits } = workerData as HelperData;
const kernel = await instantiateKernel(module as Module, memory as Memory);
kernel.useThreadRoom(room);
kernel.setHashBits(hashBits);
parentPort?.on("message", ([name, args]: HelperMessage) => {
  parentPort?.postMessage(callKernel(kernel, name, args), []);
});
parentPort?.postMessage(0, []);
