// An article as it is read: nodes of React, never a string of HTML.
import { Fragment, useMemo } from 'react';
import type { ReactNode } from 'react';
import { textLink } from '@/ui/link-look.ts';
import { parseMarkdown } from './markdown.ts';
import type { Block, Inline } from './markdown.ts';

const headingLook = { 2: 'mt-2 text-lg font-semibold', 3: 'mt-1 font-semibold', 4: 'font-medium' } as const;

/** Shows a picture among the files of a message. */
export type Picture = (fileId: string, alt: string) => ReactNode;

function inlineNodes(parts: readonly Inline[], picture: Picture | undefined): ReactNode {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text': return <Fragment key={index}>{part.text}</Fragment>;
      case 'code': return <code key={index} className="rounded-sm bg-sunken px-1 font-mono text-[0.92em]">{part.text}</code>;
      case 'strong': return <strong key={index}>{inlineNodes(part.children, picture)}</strong>;
      case 'em': return <em key={index}>{inlineNodes(part.children, picture)}</em>;
      case 'break': return <br key={index} />;
      case 'image': return <Fragment key={index}>{picture ? picture(part.file_id, part.alt) : `[${part.alt}]`}</Fragment>;
      case 'link': {
        const isOurs = part.href.startsWith('/');
        return <a key={index} href={part.href} className={textLink} {...(isOurs ? {} : { target: '_blank', rel: 'noopener noreferrer nofollow' })}>{inlineNodes(part.children, picture)}</a>;
      }
    }
  });
}

function blockNodes(blocks: readonly Block[], picture: Picture | undefined): ReactNode {
  return blocks.map((block, index) => {
    switch (block.kind) {
      case 'heading': {
        const Heading = `h${block.level}` as const;
        return <Heading key={index} className={headingLook[block.level]}>{inlineNodes(block.children, picture)}</Heading>;
      }
      case 'paragraph': return <p key={index}>{inlineNodes(block.children, picture)}</p>;
      case 'rule': return <hr key={index} className="my-1 border-line" />;
      case 'code': return <pre key={index} className="rounded-md bg-sunken p-3 font-mono text-sm whitespace-pre-wrap">{block.text}</pre>;
      case 'quote': return <blockquote key={index} className="grid gap-2 border-l-3 border-control/50 pl-3 text-muted">{blockNodes(block.blocks, picture)}</blockquote>;
      case 'list': {
        const items = block.items.map((item, at) => <li key={at} className="[&>*+*]:mt-1.5">{blockNodes(item, picture)}</li>);
        return block.isOrdered ? <ol key={index} start={block.start} className="grid list-decimal gap-1.5 pl-6">{items}</ol> : <ul key={index} className="grid list-disc gap-1.5 pl-6">{items}</ul>;
      }
    }
  });
}

export function MarkdownView({ text, picture }: { text: string; picture?: Picture }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div className="grid gap-3 leading-relaxed wrap-anywhere">{blockNodes(blocks, picture)}</div>;
}
