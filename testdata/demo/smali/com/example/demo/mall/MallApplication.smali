.class public final Lcom/example/demo/mall/MallApplication;
.super Landroid/app/Application;
.source "MallApplication.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Application;-><init>()V
    return-void
.end method
