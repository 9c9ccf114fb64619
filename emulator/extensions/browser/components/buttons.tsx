import type { ButtonProps, LoadingButtonProps } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

export function Button({ children, onClick, disabled, variant = 'secondary', size = 'md' }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`button ${variant} ${size}`}
      disabled={disabled}
      // Overlays are not in use, so a click need not bring their controls.
      onClick={onClick as (() => void) | undefined}
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
