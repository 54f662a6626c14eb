# 星球与连续

planet-standing =
    🪐 <b>{ $name }</b> · { $mass }
    下一颗「{ $next }」还差 { $remaining }，或再记 { $days } 天。
    { $bar } { $percent }
    实的是有凭证的（{ $solid }），雾里是自述（{ $mist }）。
planet-standing-workdays =
    🪐 <b>{ $name }</b> · { $mass }
    下一颗「{ $next }」还差 { $remaining }，约 { $workdays } 个地铁工作日，或再记 { $days } 天。
    { $bar } { $percent }
    实的是有凭证的（{ $solid }），雾里是自述（{ $mist }）。
planet-before-first =
    🌱 种子已经埋下 · { $mass }
    第一颗「{ $next }」还差 { $remaining }，或再记 { $days } 天。
    { $bar } { $percent }
planet-last =
    🪐 <b>{ $name }</b> · { $mass }
    九颗都亮了。往后每年多一颗卫星。
planet-capped = 同一类一天最多 { $limit }进星球；账本里 { $mass }一克不少。
planet-unlocked = 🎉 第 { $number } 颗：<b>{ $name }</b>！{ $mass }是你一趟一趟省下的。
planet-unlocked-by-days = 🎉 第 { $number } 颗：<b>{ $name }</b>！是你 { $days } 天一天一天记下的。
planet-sample = 这是一颗样品星球：{ $name }。它会跟着你的每一趟长大。
streak-alive = 🔥 连续 { $days } 天 · 护盾 { $shields } · 习惯强度 { $strength }
streak-shield-used = 昨天没记录，自动用了 1 个护盾，连续还在。其实坐了？
streak-button-add-yesterday = 补记昨天
streak-ended = 新的一段从今天开始。最长 { $best } 天一直在。
streak-none = 记下今天的第一件，连续就开始了。
