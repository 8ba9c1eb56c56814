// The scrollbar's room beside the messages, so that what stands below lines up with them.

/** Tell `root` (as `--gutter`) how much room a scroller keeps on each side. */
export function shareGutter(scroller, root) {
  const room = Math.max(0, (scroller.offsetWidth - scroller.clientWidth) / 2);
  root.style.setProperty("--gutter", `${room}px`);
}
