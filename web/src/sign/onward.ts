/** onward goes to a path of ours; the page we are on is asked for again. */
export function onward(next: string): void {
  const to = new URL(next, location.href);
  if (to.origin !== location.origin) to.href = "/";
  if (to.pathname === location.pathname) location.reload();
  else location.assign(to.href);
}
