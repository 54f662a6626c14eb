# 组织者

organiser-home =
    🛠 <b>{ $organisation }</b> · 今天 { $people } 人 / { $grams }
    待审 { $pending } · 节能周：{ $week }
organiser-few = 5 人以下不显示
organiser-no-week = 没有
organiser-button-week = ➕ 节能周
organiser-button-code = 📷 签到码
organiser-button-participation = 📊 参与
organiser-button-review = 🧾 审核
organiser-button-invite = 👥 邀请码
organiser-button-close = 🏁 结束
organiser-week-template = 选一个样板：
organiser-week-name = 叫什么名字？
organiser-week-start = 从哪天开始？
organiser-week-days = 几天？
organiser-week-goal = 全员目标多少公斤？
organiser-week-participation = 部门参与率到多少才排名？
organiser-week-preview =
    <b>预览</b>
    🌿 { $name }
    { $start } 到 { $end } · 目标 { $goal }
    部门参与率到 { $participation } 才排名
    { $activities }
organiser-button-publish = 发布
organiser-button-back = 返回
organiser-week-published =
    ✅ 已发布，规则从现在起冻结。
    参加链接：{ $link }
organiser-week-exists = 这段时间已有节能周：{ $name }。
organiser-code =
    📷 <b>{ $event }</b>
    <code>{ $code }</code>
    还有 { $seconds } 秒，过期点 🔄
organiser-code-how = 让大家把六位数字发给我，或扫这个码：{ $link }
organiser-button-refresh = 🔄 刷新
organiser-participation =
    📊 <b>{ $name }</b>
    参加 { $joined } / { $members }（{ $percent }）
    今天动手 { $today } 人 · 签到 { $checked } 人
    一共少排 { $sum }，有凭证 { $solid }
organiser-invite =
    👥 <b>{ $organisation }</b> 的邀请
    { $link }
    { $expires }前有效，最多 { $uses } 人
organiser-close-ask = 结束 <b>{ $name }</b>？结束后发总结，不能再改。
organiser-button-close-yes = 结束并发总结
organiser-closed = ✅ <b>{ $name }</b> 已结束，总结已发给 { $people } 人。
organiser-export = { $month }：已核证 { $verified }，A { $attested } / B { $corroborated }，根 <code>{ $root }</code>
organiser-none = 你还不是任何单位的组织者。
