// The app's native library: one JNI function that returns the address of the
// payment service. Assembly rather than C, so that Debian's small
// binutils-aarch64-linux-gnu is enough to build it.
    .arch   armv8-a
    .text
    .balign 4
    .globl  Java_com_example_demo_mall_Pay_address
    .type   Java_com_example_demo_mall_Pay_address, %function
// jstring Java_com_example_demo_mall_Pay_address(JNIEnv *env, jclass cls)
Java_com_example_demo_mall_Pay_address:
    ldr     x2, [x0]
    ldr     x2, [x2, #1336]             // JNINativeInterface.NewStringUTF, slot 167
    adrp    x1, address
    add     x1, x1, :lo12:address
    br      x2
    .size   Java_com_example_demo_mall_Pay_address, . - Java_com_example_demo_mall_Pay_address

    .section .rodata
address:
    .asciz  "https://pay.demo-mall.com.cn/v1/orders"

    .section .note.GNU-stack, "", %progbits
