# 组织者

organiser-home =
    🛠 <b>{ $organisation }</b> · 今天 { $people } 人 / { $grams }
    待审 { $pending } · 节能周：{ $week }
organiser-button-week = ➕ 节能周
organiser-button-code = 📷 签到码
organiser-button-participation = 📊 参与
organiser-button-review = 🧾 审核
organiser-button-invite = 👥 邀请码
organiser-button-close = 🏁 结束
organiser-week-preview =
    <b>预览</b>
    🌿 { $name }
    { $start } 到 { $end } · 目标 { $goal }
    部门参与率到 { $participation } 才排名
    { $activities }
organiser-button-publish = 发布
organiser-button-back = 返回
organiser-week-exists = 这段时间已有节能周：{ $name }。
organiser-participation =
    📊 <b>{ $name }</b>
    参加 { $joined } / { $members }（{ $percent }）
    今天动手 { $today } 人 · 签到 { $checked } 人
    一共少排：{ $sum } · 有凭证：{ $solid }
organiser-invite =
    👥 <b>{ $organisation }</b> 的邀请
    { $link }
    { $expires }前有效，最多 { $uses } 人
organiser-close-ask = 结束 <b>{ $name }</b>？结束后发总结，不能再改。
organiser-button-close-yes = 结束并发总结
organiser-closed = ✅ <b>{ $name }</b> 已结束，总结已发给 { $people } 人。
