import { useTexts } from '../language.tsx';
import { Table } from './list.tsx';

/** A point of a plot: its name, its height, and its figure in words. */
export interface Point {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

const HEIGHT = 100;

function Line({ points, max }: { points: readonly Point[]; max: number }) {
  const at = points.map(({ value }, place) => `${place},${HEIGHT - (value / max) * HEIGHT}`);
  const width = Math.max(points.length - 1, 1);
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none">
      <polygon points={`0,${HEIGHT} ${at.join(' ')} ${points.length - 1},${HEIGHT}`} />
      <polyline points={at.join(' ')} />
    </svg>
  );
}

const Bars = ({ points, max }: { points: readonly Point[]; max: number }) =>
  points.map(({ label, value, text }) => (
    <span key={label} title={`${label}: ${text}`} style={{ height: `${(value / max) * HEIGHT}%` }} />
  ));

/** A plot as a line or bars, with the same figures as a table for screen readers. */
export function Plot(props: { title: string; kind: 'line' | 'bars'; points: readonly Point[]; hasTable?: boolean }) {
  const { t } = useTexts();
  const { title, kind, points, hasTable = true } = props;
  const max = Math.max(...points.map(({ value }) => value), Number.EPSILON);
  const highest = points.find(({ value }) => value === max)?.text;
  return (
    <figure>
      <figcaption>
        {title} <small>{highest !== undefined && t('highest', { value: highest })}</small>
      </figcaption>
      <div className={kind} aria-hidden="true">
        {kind === 'line' ? <Line points={points} max={max} /> : <Bars points={points} max={max} />}
      </div>
      <div className="row spread" aria-hidden="true">
        <small>{points[0]?.label}</small>
        <small>{points.at(-1)?.label}</small>
      </div>
      {hasTable && (
        <details>
          <summary>{t('asTable')}</summary>
          <Table title={title} head={['when', 'value']} rows={points}>
            {({ label, text }) => [label, text]}
          </Table>
        </details>
      )}
    </figure>
  );
}
