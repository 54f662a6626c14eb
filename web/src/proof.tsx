// The six digits of the authenticator app.

import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "./api";
import { Problem } from "./asking";
import { useHere } from "./console";

/** asked: somebody waits for it in the middle of a change, so that the keyboard goes there. */
export function Proof({ onProved, asked = false }: { onProved: () => void; asked?: boolean }) {
  const { say, call, refresh } = useHere();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked) field.current?.focus();
  }, []);
  const [refused, setRefused] = useState<Refused | null>(null);
  return (
    <form
      class="proof"
      onSubmit={(event) => {
        event.preventDefault();
        const code = String(new FormData(event.currentTarget).get("code") ?? "").replace(/\s/g, "");
        call("POST", "/session/proof", { code })
          .then(refresh)
          .then(onProved)
          .catch((problem: unknown) => {
            if (!(problem instanceof Refused)) throw problem;
            setRefused(problem);
          });
      }}
    >
      <label>
        {say("console-code")}{" "}
        <input
          ref={field}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          maxLength={7}
          size={8}
          required
        />
      </label>{" "}
      <button type="submit">{say("console-show-code")}</button>
      <Problem refused={refused} />
    </form>
  );
}
