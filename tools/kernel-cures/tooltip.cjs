"use strict";
/*
 * What is said of a name in a tooltip, without the signs of its comment: tslab prints `{@link name}` as it stands, and
 * of the tags it knows @param alone.
 */

const textOf = (parts) => (parts ?? []).map(({ text }) => text).join("");

/** `{@link name}` is the name, `{@link name label}` and `{@link name|label}` the label. */
const withoutLinks = (text) =>
  text.replace(
    /\{@link(?:code|plain)?\s+([^}|\s]+)\s*\|?\s*([^}]*)\}/g,
    (_, name, label) => label.trim() || name,
  );

function tagLine({ name, text }) {
  const said = typeof text === "string" ? text : textOf(text);
  return said === "" ? "" : `@${name} ${said}`;
}

/** What TypeScript knows of a name: signature, description, and tags, a line each. */
function tooltipOf({ displayParts, documentation, tags = [] }) {
  const description = [textOf(documentation), ...tags.map(tagLine)].filter((text) => text !== "");
  const body = description.join("\n");
  return [textOf(displayParts), ...(body === "" ? [] : ["", withoutLinks(body)])].join("\n");
}

module.exports = { tooltipOf };
