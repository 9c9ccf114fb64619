import type { BaseButtonProps, ButtonProps, LoadingButtonProps } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** Overlays are not in use, so a click brings none of their controls. */
type OnClick = NonNullable<BaseButtonProps['onClick']>;
const NO_REACTIONS = {} as Parameters<OnClick>[1];
const NO_EVENT = {} as Parameters<OnClick>[0];

export function Button({ children, onClick, disabled, variant = 'secondary', size = 'md' }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`button ${variant} ${size}`}
      disabled={disabled}
      onClick={() => void onClick?.(NO_EVENT, NO_REACTIONS)}
    >
      {children}
    </button>
  );
}

export function LoadingButton({
  loading = false,
  disabled = false,
  children,
  ...others
}: LoadingButtonProps): ReactElement {
  return (
    <Button {...others} disabled={disabled || loading}>
      {children}
      {loading ? ' …' : ''}
    </Button>
  );
}
