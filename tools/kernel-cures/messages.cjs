"use strict";
/*
 * Requests of the Jupyter protocol that tslab does not answer, or answers under another name: a front end asks for the
 * history of inputs whenever it opens a notebook, and tslab prints "unknown msg_type" then.
 */

/** The part of a session's inputs that a front end asks for, as [session, number, input]. */
function historyOf(inputs, { hist_access_type: type, n, start = 0, stop, pattern, unique }) {
  const entries = inputs.map((input, i) => [0, i + 1, input]);
  if (type === "range") return entries.filter(([, number]) => number >= start && (!stop || number < stop));
  const matching =
    type === "search" ? entries.filter(([, , input]) => matches(input, pattern ?? "*")) : entries;
  const distinct = unique
    ? matching.filter(([, , input], i) => matching.findLastIndex(([, , other]) => other === input) === i)
    : matching;
  return typeof n === "number" ? distinct.slice(Math.max(0, distinct.length - n)) : distinct;
}

/** Whether a text fits a pattern in which * stands for any text and ? for any character. */
function matches(text, pattern) {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*/g, "[^]*").replace(/\?/g, "[^]")}$`).test(text);
}

/** Teaches tslab's server the requests, through the one that it has a method for and answers with what we say. */
function answerAll(ZmqServer) {
  const { publishStatus, handleExecute } = ZmqServer.prototype;
  const asked = new WeakMap();
  const inputs = [];

  ZmqServer.prototype.publishStatus = function (status, message) {
    publishStatus.call(this, status, message);
    if (status !== "busy" || message.header.msg_type !== "history_request") return;
    asked.set(message, message.header);
    message.header = { ...message.header, msg_type: "comm_info_request" };
  };

  ZmqServer.prototype.handleCommInfoRequest = function (socket, message) {
    const header = asked.get(message);
    if (header !== undefined) message.header = header;
    const reply = message.createReply();
    reply.header.msg_type = header ? "history_reply" : "comm_info_reply";
    reply.content = header
      ? { status: "ok", history: historyOf(inputs, message.content) }
      : { status: "ok", comms: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };

  ZmqServer.prototype.handleExecute = function (socket, message) {
    const { code, silent, store_history: keep = !silent } = message.content;
    if (keep) inputs.push(code);
    return handleExecute.call(this, socket, message);
  };
}

module.exports = { answerAll, historyOf };
