/** Buttons that load the code of their content when the pointer comes near. */

import {
  type ComponentType,
  type HTMLAttributes,
  type ReactElement,
  type RefAttributes,
  type RefObject,
  Suspense,
  cloneElement,
  useEffect,
  useRef,
  useState,
} from 'react'
import { fetchCode } from '../../live/fetch-code.ts'
import { browserCode } from '../../world.ts'
import { lazyComponent } from './lazy-component.tsx'

/** A button as an element: what opens around it hangs its own handlers on it. */
export type ButtonElement = ReactElement<HTMLAttributes<HTMLButtonElement> & RefAttributes<HTMLButtonElement>>

/**
 * The component that `load` answers, standing around its `button` from the first press on. It has to begin with
 * `useFirstPress`, so that this press is the one that opens it.
 */
export function loadOnHover<Props extends { readonly button: ButtonElement }>(
  load: () => Promise<ComponentType<Props>>,
) {
  const Opened = lazyComponent(load)
  const prefetch = () => void load().catch(() => undefined)
  return function OnPress(props: Props) {
    const [pressed, setPressed] = useState(false)
    const button = cloneElement(props.button, {
      'aria-haspopup': 'true',
      'aria-expanded': false,
      onPointerEnter: prefetch,
      onFocus: prefetch,
      // If the code fails to load, the button stays and can be pressed again.
      onClick: () =>
        void fetchCode(load, browserCode).then(
          () => setPressed(true),
          () => undefined,
        ),
    })
    if (!pressed) return button
    return (
      <Suspense fallback={button}>
        <Opened {...props} />
      </Suspense>
    )
  }
}

/** For the button of what was opened: it takes the focus over and carries out the press that asked for the code, once. */
export function useFirstPress(): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  const done = useRef(false)
  useEffect(() => {
    if (done.current) return
    done.current = true
    button.current?.focus({ preventScroll: true })
    button.current?.click()
  }, [])
  return button
}
