# 节能周与签到

week-standing =
    🌿 <b>{ $name }</b> · 第 { $day } / { $days } 天
    全员目标 { $goal }　{ $bar } { $percent }
    今天你做了 { $done } / { $total }
    { $members } 人参加，签到 { $checked } 人
week-standing-no-goal =
    🌿 <b>{ $name }</b> · 第 { $day } / { $days } 天
    全员少排：{ $sum }
    今天你做了 { $done } / { $total }
    { $members } 人参加，签到 { $checked } 人
week-none = 现在没有进行中的节能周。平时的每一趟照记。
week-invite =
    🌿 <b>{ $name }</b>
    { $start } 到 { $end }，{ $organisation }
    点一下参加，自己的记录照旧属于你自己。
week-button-join = 参加
week-joined = ✅ 已参加 <b>{ $name }</b>。每天打开 🎪 活动看今天做什么。
week-already-joined = 你已经在 <b>{ $name }</b> 里了。
week-not-started = <b>{ $name }</b> 从 { $start }开始，到时见。
week-ended = <b>{ $name }</b> 已在 { $end }结束。
week-today = 今天的主题：<b>{ $theme }</b>
week-activity-todo = ○ { $icon } { $title }
week-activity-done = ● { $icon } { $title }
week-button-activity = { $icon } { $title }
week-button-mine = 📋 我的
week-button-teams = 🏢 部门
week-button-check-in = 📷 签到
week-mine =
    📋 <b>我的一周</b>
    { $acts } 件 · { $grams }（有凭证 { $solid }）
    签到 { $checked } 次 · 参加 { $active } / { $days } 天
week-teams = 🏢 <b>{ $name } · 部门人均</b>
checkin-again = 你 { $time } 签过了。
