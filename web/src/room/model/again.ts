/** until tries a thing again and again, with longer and longer rests, while it is still wanted. */
export async function until(wanted: () => boolean, attempt: () => Promise<unknown>, rest: (n: number) => Promise<void>): Promise<void> {
  for (let n = 0; wanted(); n++) {
    try {
      await attempt();
      return;
    } catch {
      await rest(n);
    }
  }
}
