// Markdown as one line of plain text, for lists.

/** Leave out what only formats. */
export function plain(markdown) {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^ {0,3}(?:>|#{1,6} |[-*+] )/gm, "")
    .replace(/\*\*|__|`/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
