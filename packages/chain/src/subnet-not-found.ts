import { ChainError } from "./errors.ts";
import type { SubnetSource } from "./subnet-neurons.ts";

export function subnetNotFound({ netuid, block }: SubnetSource): ChainError {
  return new ChainError(`there is no subnet ${netuid} at block ${block.number}`, {
    code: "CHAIN_SUBNET_NOT_FOUND",
  });
}
