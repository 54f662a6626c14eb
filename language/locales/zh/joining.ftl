# 邀请和加入申请

inviting-button = 📈 邀请情况
inviting-home = 📈 <b>{ $organisation } 的邀请</b>：打开 · 加入 · 记过第一笔
inviting-none = 现在没有有效的邀请。点“邀请码”生成一个。
inviting-line =
    • { $kind ->
        [week] 节能周
        [role] 带角色，限一人
        [unit] { $unit }
       *[all] 所有人
    }，{ $until }前：{ $views } · { $joins } / { $cap } · { $begun }
inviting-roster = • 名册，{ $invited } 人：{ $views } · { $joins }
inviting-few = –
inviting-first = “–”：一个邀请有 { $least } 人加入以后，才显示多少人记过。
inviting-button-print = 🖨 打印张贴页
inviting-printed =
    🖨 { $pages } 页可打印：一页给所有人，每个部门一页。{ $more ->
        [0] 用浏览器打开文件即可。
       *[other] 还有 { $more } 个部门放不下。
    }
inviting-sheet = 用手机相机扫码，在一叶加入 { $organisation }。{ $until }前有效。
