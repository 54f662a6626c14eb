// The six digits of the authenticator app.

import { useState } from "preact/hooks";
import { Refused } from "./api";
import { Problem } from "./asking";
import { useHere } from "./console";

export function Proof({ onProved }: { onProved: () => void }) {
  const { say, call, refresh } = useHere();
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
        <input name="code" inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,7}" maxLength={7} size={8} required />
      </label>{" "}
      <button type="submit">{say("console-show-code")}</button>
      <Problem refused={refused} />
    </form>
  );
}
