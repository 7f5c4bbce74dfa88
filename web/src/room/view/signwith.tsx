import { useState } from "preact/hooks";
import { signsWith, signWith } from "../../sign/index.ts";
import { useRoom } from "./context.ts";

const kinds = [["", "passkey"], ["eds", "eds"]] as const;

/**
 * SignWith asks what an act is signed with, of those who may sign it with NCALayer
 * too. The answer is the device's, as on the page of a person's keys. Without an
 * act it asks about all of them.
 */
export function SignWith({ act }: { act?: string }) {
  const m = useRoom();
  const [kind, setKind] = useState(signsWith());
  const signed = m.page.signed ?? [];
  if (act ? !signed.includes(act) : signed.length === 0) return null;
  return (
    <fieldset data-sign-with>
      <legend>{m.t("account.eds.with")}</legend>
      <div class="choices">
        {kinds.map(([value, word]) => (
          <label key={value}><input type="radio" name="sign-with" value={value} checked={kind === value} onChange={() => { signWith(value); setKind(value); }} /><span>{m.t(`account.eds.with.${word}`)}</span></label>
        ))}
      </div>
      {m.asking.value ? <p class="hint" data-asking>{m.t("eds.asking")}</p> : null}
    </fieldset>
  );
}
