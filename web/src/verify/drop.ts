// Files may be dropped on the form, anywhere: a signature goes to the first field,
// and what lies beside it to the second.

/** signs reports whether a name is usual for a signature that lies apart from its document. */
export const signs = (name: string): boolean => /\.(p7s|p7m|cms|sig|pem|b64)$/i.test(name);

/** places says which of the dropped files goes where; taken: the first field has a file already. */
export function places(names: string[], taken: boolean): { file?: number; content?: number } {
  if (names.length === 0) return {};
  if (names.length === 1) return taken && !signs(names[0] ?? "") ? { content: 0 } : { file: 0 };
  const first = Math.max(0, names.findIndex(signs));
  return { file: first, content: first === 0 ? 1 : 0 };
}

function put(input: HTMLInputElement | null, file: File | undefined): void {
  if (!input || !file) return;
  const carried = new DataTransfer();
  carried.items.add(file);
  input.files = carried.files;
}

/** takesDrops lets files be dropped on the form. */
export function takesDrops(form: HTMLFormElement): void {
  const file = form.querySelector<HTMLInputElement>("#file");
  const content = form.querySelector<HTMLInputElement>("#content");
  for (const hint of form.querySelectorAll<HTMLElement>("[data-drop-hint]")) hint.hidden = false;
  const over = (on: boolean) => form.toggleAttribute("data-over", on);
  form.addEventListener("dragover", (e) => {
    e.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", (e) => {
    e.preventDefault();
    over(false);
    const files = [...(e.dataTransfer?.files ?? [])];
    const at = places(
      files.map((f) => f.name),
      Boolean(file?.files?.length),
    );
    if (at.file !== undefined) put(file, files[at.file]);
    if (at.content !== undefined) put(content, files[at.content]);
  });
}
