# 一个数算不出克数的行为，以及只列出一部分的菜单。

record-withheld-inputs =
    ✅ { $icon } { $title } { $quantity }，记下了
    只有这一个数还算不出克数：其余的数可由单位的系统一起送来。
    天数和连续照记 · 🔥 连续 { $streak } 天
    { $evidence }

menu-other = 其他
kind-in-words = 直接说是什么就行，或者把整句话再写一遍。
