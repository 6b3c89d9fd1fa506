/** What opens, closes and watches, a line for each stack. */
import { controlWords } from '../control-words';
import type { Report } from '../report';
import { inline } from './accesses';
import { type Markup, markup } from './markup';

export function controlSection({ controllers }: Report): Markup {
  const items = controllers.map((controller) => {
    const parts = controlWords(controller).map((part, index) => [index === 0 ? '' : '; ', part.map(inline)]);
    return markup`<li><b>${controller.stack}</b>: ${parts}</li>
`;
  });
  return markup`<section id="controls">
<h2>What opens, closes and watches</h2>
<ul>${items}</ul>
</section>
`;
}
