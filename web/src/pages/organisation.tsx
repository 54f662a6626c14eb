// The organisation's tree, however deep: sites, departments, teams and blocks, with how many belong to each.

import type { Tree, Unit } from "../api";
import { Shown, useAsked } from "../asking";
import { useHere } from "../console";

export function Organisation() {
  const { say, me } = useHere();
  const asked = useAsked<Tree>("/units");
  return (
    <Shown asked={asked}>
      {(tree) => {
        const below = new Map<string | null, Unit[]>();
        for (const unit of tree.units) below.set(unit.parent, [...(below.get(unit.parent) ?? []), unit]);
        return (
          <>
            <p>
              <Heads count={tree.members} /> · {say("console-without-unit")}: <Heads count={tree.without_unit} />
            </p>
            <p class="note">{say("console-few", { least: me.organisation.minimum_group })}</p>
            {tree.units.length ? <Branch units={below.get(null) ?? []} below={below} /> : <p>{say("console-no-units")}</p>}
          </>
        );
      }}
    </Shown>
  );
}

function Branch({ units, below }: { units: Unit[]; below: Map<string | null, Unit[]> }) {
  const { say } = useHere();
  return (
    <ul class="tree">
      {units.map((unit) => {
        const inner = below.get(unit.id) ?? [];
        const line = (
          <>
            <strong>{unit.name}</strong> <span class="note">{say(`console-unit-${unit.kind}`)}</span> ·{" "}
            <Heads count={unit.members} />
          </>
        );
        return (
          <li key={unit.id}>
            {inner.length ? (
              <details open>
                <summary>{line}</summary>
                <Branch units={inner} below={below} />
              </details>
            ) : (
              line
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Heads({ count }: { count: number | null }) {
  const { say } = useHere();
  return <span>{count === null ? say("console-hidden") : say("console-heads", { count })}</span>;
}
