// What of noVNC is used here: the package brings no types.
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean });
    scaleViewport: boolean;
    background: string;
    sendCredentials(credentials: { password: string }): void;
    sendCtrlAltDel(): void;
    focus(): void;
    disconnect(): void;
  }
}
