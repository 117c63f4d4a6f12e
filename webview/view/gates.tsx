import type { VNode } from 'preact';
import type { GateView } from '../../src/extension/dashboard/contract.ts';
import { Meter } from './meter.tsx';
import { Section } from './section.tsx';

/** Beyond this a slot is too thin to be counted by eye, and a plain meter says more. */
const slotsCounted = 32;

type OutsiderView = GateView['ungated'][number];

/** How many processes of each gated kind run on the whole machine, and how many may. */
export function Gates({ gates }: { readonly gates: readonly GateView[] }): VNode {
  return (
    <Section id="gates" title="Gates" note="machine-wide">
      {gates.length === 0 ? (
        <p class="empty-line">No gate is set.</p>
      ) : (
        <ul class="gates">
          {gates.map((gate) => (
            <Gate key={gate.name} gate={gate} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Gate({ gate }: { readonly gate: GateView }): VNode {
  const { name, limit, running } = gate;
  const tone = running > limit ? 'over' : running === limit ? 'warning' : 'normal';
  const text = `${running} of ${limit}`;
  return (
    <li class="gate">
      <span class="gate-name">{name.replaceAll('_', ' ').toLowerCase()}</span>
      {limit > 0 && limit <= slotsCounted ? (
        <div
          class={`slots slots-${tone}`}
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(running, limit)}
          aria-valuetext={`${text} in use`}
        >
          {Array.from({ length: limit }, (_, index) => (
            <span key={index} class={index < running ? 'slot slot-taken' : 'slot'} />
          ))}
        </div>
      ) : (
        <Meter
          label={name}
          share={limit > 0 ? running / limit : 0}
          text={`${text} in use`}
          tone={tone}
        />
      )}
      <span class="number gate-count">{text}</span>
      {gate.holders.map((holder) => (
        <span key={`${holder.since} ${holder.purpose}`} class="gate-party">
          {`${nameOf(holder)}: ${holder.places === 1 ? '1 place' : `${holder.places} places`}`}
        </span>
      ))}
      {gate.waiting.map((waiter) => (
        <span key={`${waiter.since} ${waiter.purpose}`} class="gate-party">
          {`${nameOf(waiter)}. ${waiter.reason ?? 'Waits.'}`}
        </span>
      ))}
      {gate.ungated.map((build) => (
        <span key={build.pid} class="gate-party">
          {`Outside of the gate: ${outsiderText(build)}`}
        </span>
      ))}
    </li>
  );
}

function outsiderText({ agent, program, pid, processes, directory }: OutsiderView): string {
  const who = `${program} (pid ${pid}${agent === null ? '' : `, ${agent}`})`;
  const count = processes === 1 ? '1 process' : `${processes} processes`;
  return `${who}${directory === null ? '' : ` in ${directory}`}, ${count}`;
}

function nameOf({ agent, purpose }: { agent: string | null; purpose: string }): string {
  return agent === null ? purpose : `${agent} (${purpose})`;
}
