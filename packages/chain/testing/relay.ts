import { WebSocket } from "ws";
import { listenWebSocket } from "./servers.ts";

/** What passes on the answers of a node; `place` counts them over all connections, from 1. */
export type PassOn = (answer: string, send: (text: string) => void, place: number) => void;

/** A WebSocket proxy before a node, for what no node sends itself; returns `ws://host:port`. */
export function relay(target: string, passOn: PassOn): Promise<string> {
  let place = 0;
  return listenWebSocket((near) => {
    const far = new WebSocket(target);
    const held: string[] = [];
    near.on("message", (data: Buffer) => {
      const text = data.toString("utf8");
      if (far.readyState === far.OPEN) far.send(text);
      else held.push(text);
    });
    far.on("open", () => {
      for (const text of held) far.send(text);
    });
    far.on("message", (data: Buffer) => {
      place += 1;
      passOn(data.toString("utf8"), (text) => near.send(text), place);
    });
    far.on("error", () => near.terminate());
    far.on("close", () => near.terminate());
    near.on("close", () => far.terminate());
  });
}
