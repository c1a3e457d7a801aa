// Makes icons of the library's drawings, in place of the library's own way (vite.config.ts), which builds attributes and classes anew for each: a list has hundreds.
import { createElement } from 'react';
import type { ReactElement, SVGProps } from 'react';

interface Drawing {
  name: string;
  node: [tag: string, attributes: Record<string, string>][];
}

type IconProps = SVGProps<SVGSVGElement> & { size?: number };

/** What all have in common stands in tokens.css under `.lucide`. */
export default function iconOf({ name, node }: Drawing): { (props: IconProps): ReactElement; displayName: string } {
  // The same elements for all: React looks at them once.
  const lines = node.map(([tag, attributes]) => createElement(tag, attributes));
  const Icon = ({ className = '', size = 24, strokeWidth, style, ...rest }: IconProps): ReactElement => {
    const isNamed = 'aria-label' in rest || 'aria-labelledby' in rest || 'role' in rest;
    return createElement('svg', {
      width: size, height: size, viewBox: '0 0 24 24', className: `lucide ${className}`,
      ...(strokeWidth === undefined ? { style } : { style: { ...style, strokeWidth } }),
      ...(isNamed ? rest : { 'aria-hidden': true, ...rest }),
    }, lines);
  };
  Icon.displayName = name;
  return Icon;
}
