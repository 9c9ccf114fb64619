import type {
  AlertProps,
  EmptyStateProps,
  ErrorStateProps,
  IconProps,
  LoadingSpinnerProps,
  StatisticsItemProps,
  StatisticsProps,
  StatusTagProps,
  TagProps,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

export function Alert({ title, children, variant = 'info' }: AlertProps): ReactElement {
  return (
    <div className={`alert ${variant}`} role={variant === 'danger' || variant === 'error' ? 'alert' : 'status'}>
      <strong>{title}</strong>
      <div>{children}</div>
    </div>
  );
}

export function StatusTag({ children, variant = 'default' }: StatusTagProps): ReactElement {
  return <span className={`status ${variant}`}>{children}</span>;
}

export function Tag({ children, variant = 'default' }: TagProps): ReactElement {
  return <span className={`tag ${variant}`}>{children}</span>;
}

/** Of HubSpot's icons, those in use. */
const ICONS: Readonly<Record<string, string>> = {
  checkCircle: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1 10L4 8l1.2-1.2L7 8.6l3.8-3.8L12 6l-5 5Z',
  circleHollow: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z',
};

export function Icon({ name, color = 'inherit', screenReaderText }: IconProps): ReactElement {
  return (
    <span className={`icon ${color}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={ICONS[name] ?? ''} fillRule="evenodd" />
      </svg>
      {screenReaderText !== undefined && <span className="hidden">{screenReaderText}: </span>}
    </span>
  );
}

export function LoadingSpinner({ label, showLabel, layout = 'inline' }: LoadingSpinnerProps): ReactElement {
  return (
    <div className={`loading ${layout}`} role="status">
      <span className="spinner" aria-hidden="true" />
      <span className={showLabel === true ? '' : 'hidden'}>{label}</span>
    </div>
  );
}

export function EmptyState({ title, children }: EmptyStateProps): ReactElement {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function ErrorState({ title, children }: ErrorStateProps): ReactElement {
  return (
    <div className="empty failed" role="alert">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Statistics({ children }: StatisticsProps): ReactElement {
  return <div className="statistics">{children}</div>;
}

export function StatisticsItem({ label, number, children }: StatisticsItemProps): ReactElement {
  return (
    <div className="statistic">
      <div className="statistic-label">{label}</div>
      <div className="statistic-number">{number}</div>
      {children}
    </div>
  );
}
