// Messages of the Jupyter wire protocol: frames in, message out, and back; each signed with HMAC-SHA256.
// https://jupyter-client.readthedocs.io/en/latest/messaging.html#the-wire-protocol

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { isObject, type JsonObject } from "./json.js";

const DELIMITER = "<IDS|MSG>";
const PROTOCOL_VERSION = "5.3";

export interface WireMessage {
  readonly type: string;
  readonly id: string;
  /** The id of the request this message answers, "" if none. */
  readonly parent: string;
  readonly content: JsonObject;
}

/** The frames of a new request, and its id. */
export function encodeRequest(
  key: string,
  session: string,
  type: string,
  content: JsonObject,
): { id: string; frames: string[] } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session,
    username: "runner",
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  const body = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [DELIMITER, sign(key, body), ...body] };
}

/** Reads one message; a wrong signature or a frame that is no JSON throws. */
export function decode(key: string, frames: readonly Buffer[]): WireMessage {
  const start = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  if (start < 0) throw new Error("a message without the delimiter <IDS|MSG>");
  const [signature, ...body] = frames.slice(start + 1);
  const wanted = Buffer.from(sign(key, body));
  if (signature?.length !== wanted.length || !timingSafeEqual(signature, wanted)) {
    throw new Error("a message with a wrong signature");
  }
  const [header, parent, , content] = body.map((frame) => JSON.parse(frame.toString("utf8")) as unknown);
  if (!isObject(header) || !isObject(parent) || !isObject(content))
    throw new Error("a message with missing parts");
  return {
    type: String(header.msg_type),
    id: String(header.msg_id),
    parent: String(parent.msg_id ?? ""),
    content,
  };
}

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
