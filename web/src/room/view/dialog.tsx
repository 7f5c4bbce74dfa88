import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useRoom } from "./context.ts";

/** Sheet is a modal dialog: focus goes in, Escape closes, focus comes back. */
export function Sheet({ title, name, children, onClose }: { title: string; name: string; children: ComponentChildren; onClose?: () => void }) {
  const m = useRoom();
  const el = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    el.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const close = (): void => {
    onClose?.();
    m.dialog.value = null;
    m.refusal.value = null;
  };
  return (
    <dialog ref={el} class="sheet" data-dialog={name} aria-labelledby="sheet-title" onCancel={(e) => { e.preventDefault(); close(); }} onClose={close}>
      <h2 id="sheet-title">{title}</h2>
      {children}
      {m.refusal.value ? <p class="refused" data-refusal>{m.refusal.value.text}</p> : null}
    </dialog>
  );
}

export function Cancel({ onClick }: { onClick?: () => void }) {
  const m = useRoom();
  return <button type="button" class="btn" data-cancel onClick={() => { onClick?.(); m.dialog.value = null; m.refusal.value = null; }}>{m.t("room.cancel")}</button>;
}
