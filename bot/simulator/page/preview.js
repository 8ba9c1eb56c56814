// A message in one line: for the list of people, replies and the bar above the composer.

const KINDS = { photo: "Photo", sticker: "Sticker", document: "File", video: "Video", voice: "Voice message", audio: "Audio" };

/** Say in one line what a message holds. */
export function preview(message) {
  const text = message.text ?? message.caption;
  const kind = Object.keys(KINDS).find((name) => name in message);
  if (kind === "sticker") return `${message.sticker.emoji ?? ""} Sticker`.trim();
  const words = text ?? (kind === "document" ? message.document.file_name : undefined) ?? KINDS[kind] ?? "Message";
  return words.replace(/\s+/g, " ");
}
